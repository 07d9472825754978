"""Who else works on an event: members, their roles, and the links that invite them."""
