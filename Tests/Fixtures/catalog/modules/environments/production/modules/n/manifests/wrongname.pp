class n::other { }
