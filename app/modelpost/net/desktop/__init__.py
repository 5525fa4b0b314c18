"""The proxies that the settings of a Linux desktop name; one file for each place where desktops keep them."""
