# SPDX-License-Identifier: Apache-2.0
"""Constructed programs and libraries for fuse: what is in them, and what must hold."""
