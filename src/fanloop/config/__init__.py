"""How the house is put together: settings from the environment, addresses, the server, the command line.

home      the one folder that holds all state (FANLOOP_HOME)
story     the demo's own small world, told chapter by chapter through actions
loop      one full turn of the circle on real input, told by one command
"""
