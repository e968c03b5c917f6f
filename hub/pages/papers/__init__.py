"""Pages that make documents: letters about a finding, the report of a territory."""
