"""Results as rows, files and pages."""
