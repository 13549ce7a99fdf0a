class m::deep::er { notify { "deeper ${module_name} ${name}": } include n }
