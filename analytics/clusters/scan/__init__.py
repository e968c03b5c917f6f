"""Scan statistics over places, and over places and time: where more happened together than chance would bring."""
