class n::bad { $x = }
