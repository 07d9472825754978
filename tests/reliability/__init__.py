"""What the gates promise, told as stories: crowds, bad networks, lost phones, killed servers (FEATURES 8)."""
