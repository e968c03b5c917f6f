"""Exposure clusters: where people are being harmed together. Pure functions over the frames of the snapshot."""
