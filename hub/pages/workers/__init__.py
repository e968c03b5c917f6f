"""One person as their record tells: work, examinations, illness, benefits; masked, and every look written down."""
