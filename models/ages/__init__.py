"""How old a face looks: a small head on the picture model's tokens of a face cut out by the detector."""
