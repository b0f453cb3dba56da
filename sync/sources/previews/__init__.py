"""Previews: which picture of each implementation is the newest in the bucket.

Empty on purpose: who asks no bucket loads nothing of it.
"""
