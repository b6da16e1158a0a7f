/** The version people see. The package file is not part of every build, so it is written here; a test compares both. */
export const VERSION = '0.1.0'
