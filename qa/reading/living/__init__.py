"""Sources that live: addresses, feeds, sitemaps and folders that are looked at again and again."""
