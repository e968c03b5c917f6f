"""What the law gives one person harmed by work: each item with its formula, payer and basis."""
