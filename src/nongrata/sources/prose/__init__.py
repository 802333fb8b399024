"""What publishers write as text and mean as fields: contacts, numbers, scripts, ships."""
