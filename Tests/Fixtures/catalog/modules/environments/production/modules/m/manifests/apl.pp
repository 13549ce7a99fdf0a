class m::apl ($given, $nothing = 'default', $both = 'default', $absent = 'default', Array[Integer] $list = []) {
  notify { "${given}|${nothing}|${both}|${absent}|${list}": }
}
