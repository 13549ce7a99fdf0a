# A thing
define m::thing (Optional[M::Port] $port = undef, $content = "c ${title}") {
  notify { "thing ${title}": message => "${port} ${content} ${module_name} ${caller_module_name}" }
}
