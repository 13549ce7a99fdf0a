function environment::digging(Array[Variant[String, Numeric]] $segments, Hash $options, Puppet::LookupContext $context) {
  if $segments[0] == 'dug' { "dug ${segments.join('/')}" } else { $context.not_found() }
}
