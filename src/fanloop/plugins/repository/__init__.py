"""Source of a product line, and what fans hand in for it.

repository     a Git repository with the source of a line: a folder or an HTTPS address, and who may get what is in it
mirror         our own bare copy of it; everything is read from there
reading        one look at a repository: what was new, or why it could not be read
commit         one step of its history, read once; one that a rewritten branch has dropped is *gone*
mention        a line of a commit that means something here, such as "Answers NEED-12", and what came of it
request        a merge request (GitLab) or pull request (GitHub) that was merged, as its webhook told
contribution   what a fan hands in for a line or a change under the contribution terms: a patch, a translation, or the
               claim that a commit is theirs
decision       what a person here said about a contribution, with the reason
merging        a fan's patch has arrived in the repository as a commit and belongs to a change
standing       a fan's merged change without a place on a train, with the reason: nothing promised, shared, no train, terms
fingerprint    what stays the same when a patch is rebased, squashed or merged
"""
