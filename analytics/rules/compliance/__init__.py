"""Duties of surveillance: examinations owed and not done, findings without consequence, workplaces not measured."""
