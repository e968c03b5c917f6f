"""The worklist: for each finding a task, who must see to it, by when, and what became of it."""
