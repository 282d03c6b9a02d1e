"""A session as a report: what is said of it, its figures as SVG, and the page that holds both."""
