type N::Em2 = TypeSet[{}]
