"""The public pages, one blueprint a file; pages never import pages."""
