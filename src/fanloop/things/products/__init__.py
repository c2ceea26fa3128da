"""What the maker builds.

line      a product line with a name and a slug: the lamp Dawn, one firmware
area      a part of a line that fans can point at: light, clamp, app
variant   one thing a fan can choose and own, with a stock-keeping unit
part      anything with a part number: bought, or an assembly of parts
BOM line  so many of a child part go into one parent part
assumed   a value a file did not hold and a rule put there; shown as such
"""
