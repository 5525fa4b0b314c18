"""Text on the screen: the virtualised view, the editor, the address line."""
