"""Server-rendered pages in Simplified Chinese, and in English by a switch."""
