"""Control of the gates: what each phone still owes, what somebody should look at, the end of the day."""
