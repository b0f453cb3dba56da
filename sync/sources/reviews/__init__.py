"""Reviews: what issue comments say of implementations, and which of them counts.

Empty on purpose: who needs PyGithub, which takes its time to load, imports it.
"""
