"""The sample office: tables of people, indicators and letters, carried through the SOP by the office's own services.

Everything is made up and says so (`is_sample`); no real official is named. Times are relative to the moment it is loaded.
"""
