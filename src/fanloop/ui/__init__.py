"""The design system: what Fanloop looks like, in one place.

token       a colour, size or duration named by its job; light and dark in one line
part        a typed value a component is drawn from (`parts.py`)
component   one template, one stylesheet, one tag
mark        the honest label on a thing: replayed, simulated, assumed, staged, guessed, estimated
band        the 50 % and 80 % interval behind every estimate
shell       the frame of a page: head, navigation, tools, foot
bundle      all styles in one answer, all behaviours in another, named by their hash

Only faces and plugins draw; rooms never import this.
"""
