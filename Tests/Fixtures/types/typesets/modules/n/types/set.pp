type N::Set = TypeSet[{
  pcore_version => '1.0.0',
  version => '1.2.0',
  references => { Mm => { name => 'M', version_range => '1.x' } },
  types => {
    Z => Array[Mm::B],
  },
}]
