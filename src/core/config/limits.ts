/** Table mappings of one document: each is a lane that one reader serves, and views and events tell of all of them at once. */
export const mostMappings = 100;
