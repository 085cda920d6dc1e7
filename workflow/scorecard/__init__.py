"""How the nine steps go, month by month: figures for the SOP's revision, the recap per person, the Gantt of a case."""
