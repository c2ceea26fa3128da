"""Making: from what fans ordered to what has to be made, bought and paid for.

demand     how many of each variant, in which market, by when; a forecast with an honest interval
supply     what that means in parts: plan, orders to suppliers, and the reason of every quantity
economics  what it costs and what may be asked for it
"""
