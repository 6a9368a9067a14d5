"""A model that has gone over to the enemy, and the owner, the outside and the checks that it is played against."""
