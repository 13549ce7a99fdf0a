type M = TypeSet[{
  pcore_version => '1.0.0',
  version => '1.0.0',
  types => {
    B => Enum[a, b],
    C => Optional[B],
    O => Object[{attributes => {x => Integer}}],
    P => O{attributes => {y => Integer}},
    Q => {attributes => {z => B}},
  },
}]
