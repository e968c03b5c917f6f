"""Documents that leave the hub: lists as spreadsheets, letters about gaps, reports of a territory."""
