"""How near models come to the best AUC there is, and to it what others come."""
