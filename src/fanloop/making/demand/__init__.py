"""Demand: how many units of each variant are wanted, in which market and week.

demand        a quantity of one variant for one market and day, with where it came from
order curve   new orders per day since a campaign opened
elapsed       the share of a campaign's days that is over, 0 to 1
forecast      the total a campaign will keep: median, 50 % and 80 % interval, frozen with its time
interval      low and high; the truth falls inside as often as the number in its name says
coverage      how often it really did; shown next to every forecast
analogue      a finished campaign whose curve teaches the rest of a running one
past          a finished campaign of somebody else, brought in to learn from
back-test     earlier campaigns told by what was known before them; it chooses the method
drop demand   what a sold-out drop would have sold, or at least how many
overruling    another number a person expects, with a reason; both are scored in the end
cancellation  an order taken back before it is made; every total is net of those expected
cell          one variant in one market
split         a whole total divided over cells; the pieces add up exactly
"""
