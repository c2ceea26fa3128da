"""Talk.

space        a place to talk, usually about one line, in one market or in one language
topic        what somebody started to talk about, with a title; about a reference if it comments on something
reply        one answer to a topic, read in the order it came, set in under what it answers
mention      somebody called by @; told once, however often the words are edited
edit         what words were before they were changed; going back is one more edit
taken back   blanked by its author; the place stays
best answer  the reply that settled a topic, by the word of who asked or of the maker
poll         a question with options in a topic; a ballot is one person's choice of one option
attachment   a picture or log under a topic or reply
draft        words not said yet
import       talk taken over from another place in sets, with its own dates and authors
"""
