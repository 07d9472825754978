"""The read side: counts, the live board, attendance lists, exports."""
