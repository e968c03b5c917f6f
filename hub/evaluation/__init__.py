"""How good the nightly look for clusters is: on provinces whose harm is known."""
