"""What people agree to when they give words and ideas to the maker.

terms        one numbered version of the contribution terms, in the maker's languages; never changed once published
licence      the short name (SPDX) under which contributions may be used
in force     the version published last
agreement    a fan said yes to one version, once
"""
