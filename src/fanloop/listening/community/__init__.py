"""Talk.

space    a place to talk, usually about one line or in one language
topic    what somebody started to talk about, with a title
reply    one answer to a topic, read in the order it came
import   talk taken over from another place in sets, with its own dates and authors
"""
