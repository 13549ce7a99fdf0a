class n { notify { "n ${module_name} ${caller_module_name}": } m::thing { 'from n': port => 5 } }
