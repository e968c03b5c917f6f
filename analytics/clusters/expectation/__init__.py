"""How many harmed workers are expected where people are examined: by their hazards, ages, exposure and laboratory."""
