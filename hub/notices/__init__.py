"""Tells who asked for it that something happened to a task: by e-mail and by signed webhooks, names never in them."""
