"""What was measured at workplaces, against the limits of its day: one hazard alone, and several on one organ."""
