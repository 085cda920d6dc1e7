"""People come and go: who is away, who stands in, what moves when a post changes hands."""
