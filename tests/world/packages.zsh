# For the completion of command lines, in addition to the packages of every
# world.
zsh
