# Every cluster gets the classes that its data names.
node default {
  lookup('classes', Array[String[1]], 'unique').include
}
