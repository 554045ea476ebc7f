"""Tables of amounts: headings, rows, what adds up, and the budget lines that come of them."""
