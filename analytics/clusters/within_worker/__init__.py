"""Early warning before any disease: how far workers have moved from their own baseline, summed by workplace."""
