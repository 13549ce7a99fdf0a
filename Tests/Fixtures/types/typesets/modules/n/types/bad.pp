type N::Bad = TypeSet[{ version => '1.2.0', types => {B => Integer} }]
